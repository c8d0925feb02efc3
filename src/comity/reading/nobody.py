"""Words that stand in names of offices, organs, papers and meetings, and in those of no person."""

from typing import Final

from comity.reading.tokens import word_set

# What titles stand before as parts of a name of something else: *the Criminal Justice Forum*.
# Words that stand in names of offices and organs, and in those of no person.
NO_NAMES: Final = word_set(
    "services department section division bureau unit operations programme programmes branch centre directorate headquarters prevention "
    "investigation investigations enforcement intelligence partnerships strategy transnational cybercrime cybersecurity trafficking crime "
    "crimes narcotics customs immigration ministry agency authority secretariat police zealanders landers commission academy university "
    "member members states parties participants delegates delegations officials experts ministers leaders heads chiefs governments "
    "countries "
    "government office council committee court assembly parliament treaty convention protocol declaration statement agreement memorandum "
    "plan programme task working forum summit conference meeting session dialogue workshop seminar week fund initiative guidelines "
    "chairs co counter terrorism "
    "issues matters remarks statements tuesday delegation side sides press release news committees councils boards courts "
    "joint national international regional global foreign affairs interior public security defence defense justice embassy consulate "
    "mission"
)
MEETINGS: Final = frozenset(
    [
        "forum",
        "summit",
        "conference",
        "meeting",
        "dialogue",
        "workshop",
        "seminar",
        "council",
        "committee",
        "association",
        "network",
        "initiative",
    ]
)
