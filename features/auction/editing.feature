@contract
Feature: A portfolio is changed in the MUI and submitted by the API
  The API has no operation that changes a portfolio. It is changed in the market user interface, where it is in use as
  long as its editor is open, or deleted and created anew.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-07 @code:POR0038 @code:NOM0129 @code:MKT0004 @private-system
  Scenario: A portfolio is retracted, replaced and submitted again, until the window closes
    Given we have created a portfolio with one bid
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When we retract the portfolio
    Then the portfolio is VALID
    When we retract the portfolio
    Then we are refused with POR0038
    When we delete the portfolio
    Then the portfolio is DELETED
    When we create the same portfolio again, whose bid wants to be paid
    Then the portfolio is VALID
    When we submit the portfolio
    Then the portfolio is SUBMITTED
    When the window of the market closes
    And we retract the portfolio
    Then we are refused with NOM0129
    When we submit the portfolio
    Then we are refused with MKT0004
    And the portfolio is still SUBMITTED
    When we read the portfolio
    Then it holds the bids that we sent

  @MS-AUC-84 @code:POR0306 @mui
  Scenario Outline: Nobody can <use> a portfolio while it is open in the editor of the MUI
    Given we have created a portfolio with one bid
    When we open it in the editor of the MUI
    And we <use> the portfolio
    Then we are refused with POR0306
    And the portfolio is still VALID
    When we close the editor
    And we <use> the portfolio
    Then the portfolio is <status>

    Examples:
      | use    | status    |
      | submit | SUBMITTED |
      | delete | DELETED   |

  @MS-AUC-85 @mui @rule:bid-curve-starts-at-zero
  Scenario: What was made and changed in the MUI is submitted and retracted by the API
    Given a portfolio of ours that was made in the MUI, whose bid starts above 0 MW
    When we ask for the portfolio's status
    Then the portfolio is INVALID
    When we mend it in the MUI
    And we submit the portfolio
    Then the portfolio is SUBMITTED
    And it has no error message
    When we retract the portfolio
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent

  @MS-AUC-80 @rule:record-location-listed @code:AUC0037 @private-system @seed
  Scenario: A bid whose source has left the list meanwhile is in error when it is submitted
    Given we have created a portfolio with one bid
    When the ISO takes its source off the list of the market
    And we submit the portfolio
    Then the portfolio is INVALID
    And its error message says "is not on the source and sink list" of the first bid
    When we submit the portfolio
    Then we are refused with AUC0037
    Given another source that may be bid there
    When we create a portfolio with one bid
    Then the portfolio is VALID
