@assumed @private-system @phase:cutover @mui
Feature: Three reports map what was to what is
  Load migration markets, the CRRs of load migration and awarded sell offers: the ISO has all rows of them, and each
  participant finds its own in the screens.

  @MS-CUT-34
  @cutover:wrong-mapping @result:private-leak
  Scenario Outline: <report> tells the ISO of everybody, and each participant of itself
    Given we hold the function CLSE
    And an extract of the old system with 20 participants
    And the ISO has cut over
    When everybody fetches the report <report> in CSV and in JSON
    Then both formats tell each of us the same
    And what all of us are told is what the ISO is told, each row <to>
    And it maps every <thing> of the old system that still counts

    Examples:
      | report                        | thing        | to                 |
      | LOAD_MIGRATION_MARKET_MAPPING | market       | to everyone        |
      | LOAD_MIGRATION_CRR_MAPPING    | migrated CRR | to its owner alone |
      | AWARDED_SELL_OFFER_MAPPING    | sell offer   | to its owner alone |
