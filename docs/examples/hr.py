"""May this candidate be hired? `python hr.py NAME DAY`, with the citizen number on standard input.

A citizen number is never an argument of a program: other users of the machine could read it. Exit codes as in procurement.py.
"""

import json
import sys

from creditgraph_client import ANSWER, NoAnswerError, ask, for_the_file

QUERY = f"""
query ($number: String!, $name: String!, $day: Date!) {{
  hiringCheck(candidate: {{citizenId: $number}}, expectedName: $name, asOf: $day) {{ {ANSWER} }}
}}
"""


def main(name, day):
    try:
        data = ask(QUERY, {"number": sys.stdin.readline().strip(), "name": name, "day": day})
    except NoAnswerError as error:
        print(f"no answer: {error}", file=sys.stderr)
        return 1
    filed = for_the_file(data["hiringCheck"])
    print(json.dumps(filed, ensure_ascii=False))
    return {"go on": 0, "refuse": 2, "person": 3}[filed["action"]]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
