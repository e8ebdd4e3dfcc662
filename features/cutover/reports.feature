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
    And each of us is told its own rows of it alone, and the ISO is told all
    And it maps every <thing> of the old system that still counts to what it has become

    Examples:
      | report                     | thing        |
      | LOAD_MIGRATION_CRR_MAPPING | migrated CRR |
      | AWARDED_SELL_OFFER_MAPPING | sell offer   |

  @MS-CUT-37 @cutover:wrong-mapping
  Scenario: LOAD_MIGRATION_MARKET_MAPPING tells everybody the same
    Given we hold the function CLSE
    And an extract of the old system with 20 participants
    And the ISO has cut over
    When everybody fetches the report LOAD_MIGRATION_MARKET_MAPPING in CSV and in JSON
    Then both formats tell each of us the same
    And everybody is told all of it, every load migration market by its month
