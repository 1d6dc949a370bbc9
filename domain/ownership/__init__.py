"""Who is behind a company (股权穿透), exactly: effective shares, control, beneficial owners, on any day.

Pure functions on a `Snapshot` of holdings. The definitions, with formulas, literature and worked examples, are in
docs/decisions/ownership-arithmetic.md; in short, with A[i][j] the share of i in j:

- Effective share of X in Y: the sum over all chains X -> ... -> Y that do not return to X of the products of their shares.
  It solves u[j] = A[X][j] + Σ A[i][j] u[i] over i other than X. Components that own themselves wholly have no solution.
- Control: the least set C with Y in C if and only if Σ A[i][Y] over X and C is more than the threshold.
- Ranges and unknown shares: every answer is a pair of proved bounds; control is certain, possible or excluded.

All numbers are exact fractions, in percent where they leave this package; `numbers` makes decimals of them.
"""

from domain.ownership.beneficial import (
    RULE,
    BeneficialOwner,
    BeneficialOwners,
    OwnerReason,
    Rule,
    beneficial_owners,
)
from domain.ownership.chains import Chain, Chains, strongest_chains
from domain.ownership.control import MAJORITY, Control, Controls, Verdict, controllers, controls, verdict
from domain.ownership.during import (
    ControlPeriod,
    ControlsDuring,
    History,
    controllers_during,
    controls_during,
    may_control,
    turning_days,
)
from domain.ownership.effective import Holdings, Owners, effective_holdings, effective_owners, effective_share
from domain.ownership.fixpoint import Threshold
from domain.ownership.numbers import ceiling_decimal, floor_decimal, nearest_decimal
from domain.ownership.parts import Parts
from domain.ownership.regions import UNLIMITED, Budget
from domain.ownership.snapshot import Holding, Snapshot, snapshot_on
from domain.ownership.stakes import Stake

__all__ = [
    "MAJORITY",
    "RULE",
    "UNLIMITED",
    "BeneficialOwner",
    "BeneficialOwners",
    "Budget",
    "Chain",
    "Chains",
    "Control",
    "ControlPeriod",
    "Controls",
    "ControlsDuring",
    "History",
    "Holding",
    "Holdings",
    "OwnerReason",
    "Owners",
    "Parts",
    "Rule",
    "Snapshot",
    "Stake",
    "Threshold",
    "Verdict",
    "beneficial_owners",
    "ceiling_decimal",
    "controllers",
    "controllers_during",
    "controls",
    "controls_during",
    "effective_holdings",
    "effective_owners",
    "effective_share",
    "floor_decimal",
    "may_control",
    "nearest_decimal",
    "snapshot_on",
    "strongest_chains",
    "turning_days",
    "verdict",
]
