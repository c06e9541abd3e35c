"""What is said in the demo's live room: (place in the list of people, trainer first; language; text)."""

from __future__ import annotations

TALK = (
    (0, "en", "Welcome to the second session. Please keep cases and names out of this room."),
    (4, "fr", "Bonjour de Tunis, le son est bon ici."),
    (2, "ar", "هل سيتاح الملخص باللغة العربية؟"),
    (0, "en", "Yes, the summary comes in all six languages tonight."),
    (10, "en", "Our unit has no budget this year. Which tools are free for law enforcement?"),
    (
        0,
        "en",
        "Open the catalogue and choose “free for law enforcement” under licence. We look at four of them after lunch.",
    ),
    (18, "zh-hans", "谢谢，目录可以按语言筛选吗？"),
    (21, "es", "La demostración de esta mañana fue muy clara, gracias."),
    (19, "ru", "Можно ли проверить точность на своих данных до покупки?"),
    (0, "en", "Good question: that is step four of the workbook, we do it together tomorrow."),
)
QUESTIONS = (
    (14, "en", "How do we explain a tool’s result to a judge who has never seen it?"),
    (3, "ar", "من يقرر متى يجب إيقاف الأداة؟"),
    (7, "fr", "Une petite unité peut-elle partager une licence avec un district voisin ?"),
)
