@assumed @private-system
Feature: Nomination caps are worked out from hourly load, and posted

  Background:
    Given we hold the function CLSE

  @MS-ALC-88 @contract @code:CAP0001 @code:CAP0002
  Scenario: A calculation is not known before it is made, nor given out before it is posted
    Given a PREP monthly allocation
    And the name of a calculation of nomination caps that does not exist yet
    When we download the MEQ caps of that name
    Then we are refused with CAP0001
    When the ISO works out nomination caps under that name
    And we download the MEQ caps of that name
    Then we are refused with CAP0002
    And no private message tells us of them
    When the ISO posts them
    Then 1 private message tells us of them
    When we download the MEQ caps of that name
    Then they hold at least one row
    And every row is our own
    When we download the SEQ caps of that name
    Then we are refused with CAP0001

  @MS-ALC-89 @result:long-caps
  Scenario: The SEQ is what hourly load exceeds in half a per cent of the hours
    Given an OPEN historical load submission window
    And an allocation of one year in which nobody has nominated yet
    And the name of a calculation of nomination caps that does not exist yet
    And we have submitted load of a week of every season of it, at one sink
    When the ISO works out nomination caps under that name
    And the ISO posts them
    Then the SEQ at that sink is the exceedance that we were told, in each season and time of use
