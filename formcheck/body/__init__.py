"""What a body is: joints, poses, and the clinical measures taken from them."""
