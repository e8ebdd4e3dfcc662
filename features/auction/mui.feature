@mui @contract
Feature: A bid portfolio that was made in the MUI is seen by the API
  The API refuses a faulty portfolio; the market user interface keeps it, INVALID, for its owner to mend.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-71 @result:short-records
  Scenario: A sound portfolio that was uploaded in the MUI reads back by the API
    Given our portfolio is not listed
    And a portfolio of ours that was made in the MUI with 2 bids
    When we ask for the portfolio's status
    Then the portfolio is VALID
    And it has no error message
    When we read the portfolio
    Then it holds the bids that we sent
    And our portfolio is listed

  @MS-AUC-72 @rule:record-location-listed @rule:bid-curve-starts-at-zero
  Scenario Outline: A portfolio whose bid <flaw> is INVALID
    Given a portfolio of ours that was made in the MUI, whose bid <flaw>
    When we ask for the portfolio's status
    Then the portfolio is INVALID
    And its error message says what is wrong

    Examples:
      | flaw                             |
      | has a source that does not exist |
      | starts above 0 MW                |

  @MS-AUC-73 @code:AUC0037
  Scenario: An INVALID portfolio cannot be submitted
    Given a portfolio of ours that was made in the MUI, whose bid has a source that does not exist
    When we submit the portfolio
    Then we are refused with AUC0037
    And the portfolio is still INVALID

  @MS-AUC-74 @code:POR0011
  Scenario: An INVALID portfolio cannot be retracted
    Given a portfolio of ours that was made in the MUI, whose bid has a source that does not exist
    When we retract the portfolio
    Then we are refused with POR0011
    And the portfolio is still INVALID

  @MS-AUC-75 @result:always-new
  Scenario: A portfolio is mended in the MUI, spoilt again and deleted
    Given a portfolio of ours that was made in the MUI, whose bid starts above 0 MW
    When we mend it in the MUI
    And we ask for the portfolio's status
    Then the portfolio is VALID
    When we change it in the MUI, so that its bid starts above 0 MW
    And we ask for the portfolio's status
    Then the portfolio is INVALID
    When we delete the portfolio
    Then the portfolio is DELETED
    And our portfolio is no longer listed

  @MS-AUC-76 @seed @result:short-records
  @req:DECK-023 @req:DECK-026
  Scenario Outline: A holder of the function <function> uploads bids and offers in the MUI
    Given we hold the function <function>
    And an OPEN annual auction
    And a source and a sink that may be bid there
    And a CRR of ours that may be offered there
    And a portfolio of ours that was made in the MUI with a bid and an offer of it
    When we read the portfolio
    Then it holds the bids that we sent
    And it holds the offer that we sent

    Examples:
      | function |
      | CRRH     |
      | CLSE     |
