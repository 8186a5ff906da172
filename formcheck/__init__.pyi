# The public names of formcheck.  `__init__.py` reads these lines to find the home of a name.

from formcheck import recording as recording
from formcheck.analysis import analyze as analyze
from formcheck.analysis import open_source as open_source
from formcheck.analysis import replay as replay
from formcheck.analysis import run as run
from formcheck.assessment.checker import Checker as Checker
from formcheck.assessment.events import Reading as Reading
from formcheck.assessment.report import SetReport as SetReport
from formcheck.capture.pose_estimator import PoseEstimator as PoseEstimator
from formcheck.capture.pose_estimator import open_estimator as open_estimator
from formcheck.capture.source_options import SourceOptions as SourceOptions
from formcheck.capture.video_file import VideoFile as VideoFile
from formcheck.errors import ExerciseError as ExerciseError
from formcheck.errors import FormcheckError as FormcheckError
from formcheck.errors import ModelError as ModelError
from formcheck.errors import OutputError as OutputError
from formcheck.errors import RecordingError as RecordingError
from formcheck.errors import SourceError as SourceError
from formcheck.exercises.definition import Exercise as Exercise
from formcheck.exercises.loader import list_exercises as list_exercises
from formcheck.exercises.loader import load_exercise as load_exercise
from formcheck.exercises.profile import load_profile as load_profile
from formcheck.kinematics.measures import measures as measures
from formcheck.output.files.set_series import SetSeries as SetSeries
from formcheck.pose.pose import Pose as Pose
from formcheck.unlabelled import analyze_unlabelled as analyze_unlabelled
from formcheck.unlabelled import replay_sets as replay_sets
from formcheck.version import __version__ as __version__

__all__: list[str]  # noqa: PYI035  # computed from these lines

analyze_sets = analyze_unlabelled  # the name in 0.1.0
