@assumed
Feature: An entity outside the balancing authority area elects its load and prepays for what it nominates

  Background:
    Given we hold the function CLSE

  @MS-ALC-08 @private-system @mui
  @rule:nomination-prepaid
  Scenario: Nothing is submitted before all of it is prepaid
    Given an OPEN monthly allocation
    And the nomination caps for it of an entity outside the area
    When we nominate all that they allow
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is INVALID
    And its error message tells that all of it must be prepaid, and that nothing is
    When we prepay one cent less than that
    And we nominate all that they allow
    And we submit it
    Then the portfolio is INVALID
    And its error message tells that all of it must be prepaid, and that less is
    When we prepay the missing cent
    And we nominate all that they allow
    And we submit it
    Then the portfolio is SUBMITTED

  @MS-ALC-98 @private-system @mui @seed @result:long-caps
  @req:DECK-103
  Scenario: Its load makes it eligible once it has elected that in the screens
    Given an OPEN monthly allocation
    And the nomination caps for it of an entity outside the area
    And an OPEN historical load submission window
    And an allocation of one year in which nobody has nominated yet
    And the name of a calculation of nomination caps that does not exist yet
    And we have submitted load of a week of every season of it, at a scheduling point
    When the ISO works out nomination caps under that name
    And the ISO posts them
    Then no SEQ is ours at that sink
    When we elect that load as eligible in the screens
    And the ISO works out nomination caps under another name
    And the ISO posts them
    Then the SEQ at that sink is the exceedance that we were told, in each season and time of use

  @MS-ALC-102
  @rule:nomination-crr-type
  Scenario: It nominates no CRRs of entities of the area
    Given an OPEN monthly allocation
    And the nomination caps for it of an entity outside the area
    When we nominate 1 MW at a sink as an entity of the other kind
    Then the portfolio is VALID
    When we submit it
    Then the portfolio is INVALID
    And its error message says that the CRR type is that of others
