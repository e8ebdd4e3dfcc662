@assumed @private-system @phase:cutover
Feature: What the old system held is held in the new one
  The inventory is made anew: the history of every CRR is replayed, names change, what has expired is left behind, and
  the CRRs of load migration, which had an id a month, become one a season and time of use.

  Background:
    Given an extract of the old system with 20 participants

  @MS-CUT-01
  @cutover:lose-a-crr @cutover:double-mw @cutover:keep-expired @cutover:drop-counterflow @cutover:wrong-owner
  @cutover:wrong-market-name @cutover:wrong-dates @cutover:dst-day @cutover:no-replacement @cutover:sales-ignored
  @cutover:trades-ignored @cutover:adjustments-ignored @cutover:not-netted @cutover:no-seller-rows
  @cutover:lose-a-parent @cutover:wrong-mapping
  Scenario: Everything that was held is held, and several migrated CRRs have become one
    When the ISO cuts over
    Then the reconciliation of both systems finds nothing
    And several old CRRs of load migration have become one, of the MW that they had together

  @MS-CUT-21
  @cutover:keep-expired @cutover:wrong-market-name @cutover:no-seller-rows
  Scenario: Names tell where each CRR came from, and what has expired is left behind
    When the ISO cuts over
    Then nothing is held that ends before go-live, and all else that was held is there
    And each is named by where it came from: a market, a trade, the ISO or load migration
    And what was sold by auction is there as the seller's, in the market of the sale

  @MS-CUT-22
  Scenario: A market whose name nobody knows refuses the whole cutover
    Given what is held before the cutover
    And one market of it has a name that no rule of names knows
    When the ISO tries to cut over
    Then the cutover is refused, and the refusal names it
    And everything is as it was before

  @MS-CUT-35 @cutover:lose-messages
  Scenario: Messages of the old system are there, each for whom it was
    When the ISO cuts over
    Then what the old system had told is told as before, to everybody or to one alone
