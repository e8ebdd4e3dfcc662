@contract
Feature: Load submission windows are open or closed, and listed as such
  A window takes historical or forecast load of its periods while it is open. Four lists show the windows by kind
  and status; the status of one window can be asked by its name.

  Background:
    Given we hold the function CLSE

  @MS-LOAD-21 @result:other-status
  Scenario Outline: <article> <window> window is listed and told alike
    Given <article> <window> load submission window
    Then it is listed with the <window> windows alone
    When we ask for the status of the window
    Then the window is told as it is listed

    Examples:
      | window            | article |
      | OPEN historical   | an      |
      | OPEN forecast     | an      |
      | CLOSED historical | a       |
      | CLOSED forecast   | a       |

  @MS-LOAD-22 @result:kinds-mixed
  Scenario: No list of windows holds one of another kind or status
    Then every list of windows holds those of its own flag and status alone

  @MS-LOAD-23 @code:LHFV0033 @private-system
  Scenario: A window closes, takes no more load, and takes it again when the ISO reopens it
    Given an OPEN historical load submission window
    And load of a day for one sink
    And it is listed with the OPEN historical windows alone
    When the load submission window closes
    Then it is listed with the CLOSED historical windows alone
    When we ask for the status of the window
    Then the window is told to be CLOSED
    When we submit the load
    Then we are refused with LHFV0033
    And none of it is kept
    When the ISO opens the load submission window again
    And we submit the load
    Then the submission is VALID
    And it is listed with the OPEN historical windows alone
    And every hour reads back as it was sent

  @MS-LOAD-24 @code:LHFV0030
  Scenario Outline: A window that does not exist is refused to <operation>
    When we call <operation> with names that exist nowhere
    Then we are refused with LHFV0030

    Examples:
      | operation                                                |
      | historical_forecasted_load.getLoadSubmissionWindowStatus |
      | historical_forecasted_load.getLoadData                   |
      | historical_forecasted_load.getLoadExceedanceValues       |
      | historical_forecasted_load.postLoadSubmission            |
