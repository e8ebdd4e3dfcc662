@assumed
Feature: Highest load and exceedance follow from what is kept
  Each sink has its figures for each time of use: the highest load, and the load that no more than one hour in two
  hundred exceeds. They follow from the FINAL_LOAD that was submitted last.

  Background:
    Given we hold the function CLSE

  @MS-LOAD-57 @result:highest-as-exceedance
  Scenario: In a season with the short day of spring the hour that is missing counts nowhere
    Given an OPEN historical load submission window
    And a day of 23 hours in one of its periods
    And load of the whole period for two sinks
    When we submit the load
    Then the submission is VALID
    When we ask for the exceedance of the period
    Then the figures told of each sink are those that follow from its hours

  @MS-LOAD-58 @result:gross-counted
  Scenario: Gross load and gross generation play no part in the figures
    Given we are a metered subsystem
    And an OPEN forecast load submission window
    And final load, gross load and gross generation of the whole period for two sinks
    When we submit the load
    Then the submission is VALID
    When we ask for the exceedance of the period
    Then the figures told of each sink are those that follow from its hours

  @MS-LOAD-59 @result:old-load-left
  Scenario: New load of a sink changes its figures
    Given an OPEN forecast load submission window
    And the whole period of load for one sink has been submitted
    And load of a week for one sink
    When we submit the load
    Then the submission is VALID
    When we ask for the exceedance of the period
    Then the figures told of each sink are those that follow from its hours
