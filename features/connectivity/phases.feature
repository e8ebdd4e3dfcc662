@seed
Feature: Week two of connectivity opens the uploads of allocation and auction
  From the second week of connectivity the ISO offers the upload of allocation and auction portfolios; all other
  functions wait for the Market Simulation itself. No text of refusal is assumed for what is not yet offered.

  @MS-CON-06 @phase:connectivity-week-2 @phase:structured @function:CRRH @induce:SER0028
  @req:DECK-119
  Scenario: A bid portfolio can be uploaded from week two
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    When we create a portfolio with one bid
    Then the request is accepted
    And the portfolio is VALID

  @MS-CON-07 @phase:connectivity-week-2 @phase:structured @function:CLSE @induce:SER0028
  @req:DECK-119
  Scenario: A nomination portfolio can be uploaded from week two
    Given we hold the function CLSE
    And an OPEN monthly allocation
    And a source and a sink that may be nominated there
    When we create a portfolio with one nomination
    Then the request is accepted
    And the portfolio is VALID

  @MS-CON-08 @phase:structured @function:CRRH @induce:SER0028
  @req:DECK-120
  Scenario: An offer on the secondary market waits for the Market Simulation
    Given we hold the function CRRH
    When we call secondary_market.postPublicSmBuyOffers with a contract-valid request
    Then the application itself answers
