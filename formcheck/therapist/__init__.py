"""For the physiotherapist: a patient's plan, what is doubtful in it, and a page over weeks."""
