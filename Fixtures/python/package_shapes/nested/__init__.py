print("nested is imported as", __name__)
from .. import version as outer_version
from ..circle import Circle
