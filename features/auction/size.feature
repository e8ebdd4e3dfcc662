@seed
Feature: A submission to the auction holds at most 500 records

  Background:
    Given we hold the function CRRH
    And an OPEN annual auction
    And a CRR of ours that may be offered there
    And a source and a sink that may be bid there

  @MS-AUC-09 @code:SER0030
  @req:DECK-082
  Scenario: Bids and offers count together
    When we create a portfolio with 500 bids and an offer of it
    Then we are refused with SER0030
    And the refusal says that 501 records are more than 500
    And our portfolio is not listed
    When we create a portfolio with 499 bids and an offer of it
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent
    And it holds the offer that we sent

  @MS-AUC-97 @mui @result:short-records
  @req:DECK-081
  Scenario: A file of bids may exceed a megabyte
    Given a portfolio of ours that was uploaded in the MUI with 500 bids of 20 points and long remarks, as more than 1000000 bytes
    When we ask for the portfolio's status
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent
    When we delete the portfolio
    Then the portfolio is DELETED
