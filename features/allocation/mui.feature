@mui @contract
Feature: A nomination portfolio that was made in the MUI is seen by the API
  The API refuses a faulty portfolio; the market user interface keeps it, INVALID, for its owner to mend.

  Background:
    Given we hold the function CLSE
    And an OPEN monthly allocation
    And a source and a sink that may be nominated there

  @MS-ALC-71 @seed @result:short-records
  @req:DECK-025
  Scenario: A sound portfolio that was uploaded in the MUI reads back by the API
    Given our portfolio is not listed
    And a portfolio of ours that was made in the MUI with 2 nominations
    When we ask for the portfolio's status
    Then the portfolio is VALID
    And it has no error message
    When we read the portfolio
    Then it holds the nominations that we sent
    And our portfolio is listed

  @MS-ALC-72 @rule:record-location-listed
  Scenario Outline: A portfolio whose nomination <flaw> is INVALID
    Given a portfolio of ours that was made in the MUI, whose nomination <flaw>
    When we ask for the portfolio's status
    Then the portfolio is INVALID
    And its error message says what is wrong

    Examples:
      | flaw                             |
      | has a source that does not exist |
      | has a sink that does not exist   |

  @MS-ALC-73 @code:NOM0101
  Scenario: An INVALID portfolio cannot be submitted
    Given a portfolio of ours that was made in the MUI, whose nomination has a source that does not exist
    When we submit the portfolio
    Then we are refused with NOM0101
    And the portfolio is still INVALID

  @MS-ALC-74 @code:POR0011
  Scenario: An INVALID portfolio cannot be retracted
    Given a portfolio of ours that was made in the MUI, whose nomination has a source that does not exist
    When we retract the portfolio
    Then we are refused with POR0011
    And the portfolio is still INVALID

  @MS-ALC-75 @result:always-new
  Scenario: A portfolio is mended in the MUI, spoilt again and deleted
    Given a portfolio of ours that was made in the MUI, whose nomination has a sink that does not exist
    When we mend it in the MUI
    And we ask for the portfolio's status
    Then the portfolio is VALID
    When we change it in the MUI, so that its nomination has a sink that does not exist
    And we ask for the portfolio's status
    Then the portfolio is INVALID
    When we delete the portfolio
    Then the portfolio is DELETED
    And our portfolio is no longer listed
