@assumed
Feature: Nominations are held against the nomination caps when they are submitted
  What a load-serving entity may nominate is worked out from its load and posted: at a sink, and in the first tier of a
  year also on the pairs of the year before. Nominations beyond a cap are kept, INVALID, and never submitted.

  Background:
    Given we hold the function CLSE

  @MS-ALC-01 @result:long-caps
  Scenario: All that the caps of the first annual tier allow is nominated on last year's pairs
    Given an OPEN annual allocation
    And our nomination caps for it
    When we nominate all that they allow
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is SUBMITTED
    When we retract the portfolio
    Then the portfolio is VALID

  @MS-ALC-02 @contract @code:NOM0101
  @rule:nomination-within-seq
  Scenario: More than the seasonal eligible quantity is never submitted
    Given an OPEN annual allocation
    And our nomination caps for it
    When we nominate 0.001 MW more than the SEQ at a sink
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the SEQ allows, and where
    When we submit it
    Then we are refused with NOM0101
    And the portfolio is still INVALID

  @MS-ALC-82 @contract
  @rule:nomination-within-meq
  Scenario: More than the monthly eligible quantity is never submitted
    Given an OPEN monthly allocation
    And our nomination caps for it
    When we nominate 0.001 MW more than the MEQ at a sink
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the MEQ allows, and where

  @MS-ALC-83
  @rule:nomination-within-upper-bound
  Scenario: More than the upper bound of the tier is never submitted
    Given an OPEN annual allocation
    And our nomination caps for it
    When we nominate 0.001 MW more than the UPPER_BOUND at a sink
    And we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the UPPER_BOUND allows, and where

  @MS-ALC-84
  @rule:nomination-signature
  Scenario: The first annual tier takes no more than last year's MW on a pair, and no other pair
    Given an OPEN annual allocation
    And our nomination caps for it
    When we nominate 0.001 MW more than the SIGNATURE on a pair
    And we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the SIGNATURE allows, and where
    When we nominate 0.001 MW on a pair that is no signature pair
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the SIGNATURE allows, and where

  @MS-ALC-85
  @rule:nomination-within-meq
  Scenario: What other portfolios of ours have submitted counts toward a cap
    Given an OPEN monthly allocation
    And our nomination caps for it
    And we have submitted all that they allow
    When we nominate 0.001 MW at a sink whose MEQ we have used up
    And we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the MEQ allows, and where

  @MS-ALC-86
  @rule:nomination-crr-type
  Scenario: An entity of the area nominates no CRRs of entities outside
    Given an OPEN monthly allocation
    And our nomination caps for it
    When we nominate 1 MW at a sink as an entity of the other kind
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is INVALID
    And its error message says that the CRR type is that of others

  @MS-ALC-87 @contract
  @result:double-json
  @req:DECK-213
  Scenario Outline: The <kind> caps hold the same rows in either format
    Given an OPEN <term> allocation
    And our nomination caps for it
    When we download our <kind> caps in CSV and in JSON
    Then both requests are accepted
    And both files hold the same rows
    And they hold at least one row
    And every row is our own

    Examples:
      | kind        | term    |
      | SEQ         | annual  |
      | UPPER_BOUND | annual  |
      | SIGNATURE   | annual  |
      | MEQ         | monthly |
