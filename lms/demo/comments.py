"""Made-up comments in six languages, by the question they answer."""

from __future__ import annotations

COMMENTS: dict[str, dict[str, list[str]]] = {
    "keep-or-change": {
        "en": [
            "Keep the exercise, it was the best part.",
            "More time for questions, please.",
            "Slower on the second half.",
        ],
        "fr": ["Gardez l’exercice, c’était le meilleur moment.", "Plus de temps pour les questions, s’il vous plaît."],
        "es": ["Mantengan el ejercicio, fue lo mejor.", "Más tiempo para preguntas, por favor."],
        "ru": ["Упражнение стоит сохранить, оно было лучшей частью.", "Больше времени на вопросы, пожалуйста."],
        "ar": ["أبقوا على التمرين، فقد كان أفضل جزء.", "نرجو تخصيص وقت أطول للأسئلة."],
        "zh-hans": ["请保留练习环节，这是最好的部分。", "希望提问时间更长一些。"],
    },
    "most-useful": {
        "en": [
            "The risk assessment of the fictional tool.",
            "Learning how to question a result.",
            "Meeting colleagues of other agencies.",
        ],
        "fr": ["L’évaluation des risques de l’outil fictif.", "Apprendre à mettre un résultat en question."],
        "es": ["La evaluación de riesgos de la herramienta ficticia.", "Aprender a cuestionar un resultado."],
        "ru": ["Оценка рисков вымышленного инструмента.", "Умение ставить результат под сомнение."],
        "ar": ["تقييم مخاطر الأداة الخيالية.", "تعلّم كيفية التحقق من النتيجة."],
        "zh-hans": ["对虚构工具的风险评估。", "学会对结果提出质疑。"],
    },
    "least-useful": {
        "en": ["The second round of demonstrations was long.", "Nothing."],
        "fr": ["La seconde série de démonstrations était longue."],
        "es": ["La segunda ronda de demostraciones fue larga."],
        "ru": ["Второй показ инструментов был долгим."],
        "ar": ["كانت الجولة الثانية من العروض طويلة."],
        "zh-hans": ["第二轮演示时间较长。"],
    },
    "one-change": {
        "en": ["Half a day more for practice.", "Send the reading a week before."],
        "fr": ["Une demi-journée de pratique en plus."],
        "es": ["Media jornada más de práctica."],
        "ru": ["Ещё полдня практики."],
        "ar": ["نصف يوم إضافي للتدريب العملي."],
        "zh-hans": ["再增加半天实践。"],
    },
    "next-topic": {
        "en": ["Detecting generated images.", "How to write a procurement note."],
        "fr": ["La détection d’images générées."],
        "es": ["La detección de imágenes generadas."],
        "ru": ["Распознавание сгенерированных изображений."],
        "ar": ["كشف الصور المولّدة."],
        "zh-hans": ["识别生成的图像。"],
    },
}
