@assumed @private-system
Feature: An allocation is run tier by tier, and each takes what those before have left
  The ISO posts nomination caps before each tier. The first tier of a year renews what was held the year before, the
  long-term tier elects from its awards, the second and third take two thirds and then all of what is left.

  Background:
    Given we hold the function CLSE

  @MS-ALC-03
  @rule:nomination-signature @result:bought-not-held
  @req:DECK-029
  Scenario: Long-term rights are elected from the awards of the first tier
    Given an OPEN annual allocation
    And our nomination caps for it
    And we have submitted all that they allow
    When the allocation is closed, cleared and posted
    Then we are awarded something, and nowhere more than we nominated
    And each award is held as a CRR of the same MW
    When the ISO opens the tier LT, with nomination caps
    And we nominate 0.001 MW more than the SIGNATURE on a pair
    And we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the SIGNATURE allows, and where
    And the screens take no election of more than was awarded
    When we elect half of each award in the screens
    And the allocation is closed, cleared and posted
    Then what we elected is held for nine years after the first

  @MS-ALC-04
  @rule:nomination-within-upper-bound @result:bought-not-held
  Scenario: The second and the third tier take what is left, and never more than the SEQ
    Given an OPEN annual allocation
    And our nomination caps for it
    And we have submitted all that they allow
    And what its base loading was before
    When the allocation is closed, cleared and posted
    And the ISO opens the tier T2, with nomination caps
    Then UPPER_BOUND is what the tiers before have left, two thirds of it
    And the base loading holds what everybody was awarded in T1
    When we nominate 0.001 MW more than the UPPER_BOUND at a sink
    And we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the UPPER_BOUND allows, and where
    When we nominate all that they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    And the ISO opens the tier T3, with nomination caps
    Then UPPER_BOUND is what the tiers before have left
    And the base loading holds what everybody was awarded in T1 and T2
    When we nominate all that they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    Then our awards of all tiers and what we held before are nowhere above the SEQ

  @MS-ALC-05
  @rule:nomination-within-meq @result:bought-not-held
  Scenario: Both monthly tiers take from the MEQ, the second what the first has left
    Given an OPEN monthly allocation
    And our nomination caps for it
    When we nominate half of what they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    Then we are awarded something, and nowhere more than we nominated
    When the ISO opens the tier T2, with nomination caps
    Then MEQ is what the tiers before have left
    When we nominate 0.001 MW more than the MEQ at a sink
    And we submit it
    Then the portfolio is INVALID
    And its error message tells what we nominated and what the MEQ allows, and where
    When we nominate all that they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    Then we are awarded something, and nowhere more than we nominated

  @MS-ALC-97
  @result:bought-not-held
  Scenario: A year of allocation is run through all its tiers, and its auction follows
    Given an OPEN annual allocation
    And our nomination caps for it
    And we have submitted all that they allow
    And what its base loading was before
    When the allocation is closed, cleared and posted
    Then each award is held as a CRR of the same MW
    When the ISO opens the tier LT, with nomination caps
    And we nominate half of what they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    And the ISO opens the tier T2, with nomination caps
    And we nominate half of what they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    And the ISO opens the tier T3, with nomination caps
    And we nominate half of what they allow
    And we submit it
    Then the portfolio is SUBMITTED
    When the allocation is closed, cleared and posted
    Then our awards of all tiers and what we held before are nowhere above the SEQ
    When we turn to the auction of the same year
    And we create a portfolio with one bid
    And we submit it
    Then the portfolio is SUBMITTED
    When the auction is closed, cleared and posted
    Then the base loading holds what everybody was awarded in T1, T2 and T3
    When we download the results PRIVATE_AUCTION_RESULT in CSV and in JSON
    Then both files hold the same rows
    And they hold at least one row
