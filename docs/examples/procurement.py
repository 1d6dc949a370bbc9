"""May this supplier take part? `python procurement.py USCC NAME DAY-OF-BID`

Prints what to file. Exit code 0: go on; 2: refuse; 3: a person must look; 1: no answer.
"""

import json
import sys

from creditgraph_client import ANSWER, NoAnswerError, ask, for_the_file

QUERY = f"""
query ($uscc: String!, $name: String!, $day: Date!) {{
  procurementCheck(supplier: {{uscc: $uscc}}, expectedName: $name, asOf: $day) {{ {ANSWER} }}
}}
"""


def main(uscc, name, day):
    try:
        data = ask(QUERY, {"uscc": uscc, "name": name, "day": day})
    except NoAnswerError as error:
        print(f"no answer: {error}", file=sys.stderr)
        return 1
    filed = for_the_file(data["procurementCheck"])
    print(json.dumps(filed, ensure_ascii=False))
    return {"go on": 0, "refuse": 2, "person": 3}[filed["action"]]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
