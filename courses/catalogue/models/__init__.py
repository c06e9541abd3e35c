from courses.catalogue.models.lesson import ToolLesson
from courses.catalogue.models.tool import Tool, ToolTag

__all__ = ["Tool", "ToolLesson", "ToolTag"]
