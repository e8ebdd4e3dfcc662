@assumed
Feature: The credit that a portfolio requires is told before it is submitted
  A bid requires what it can cost at most, with a margin for what the CRR itself may come to cost.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-56 @result:short-credit
  Scenario: The required credit covers the bid, and grows with the bids
    Given we have created a portfolio with one bid
    When we ask for the credit that it requires
    Then it is at least what the bid can cost
    When we create a portfolio with the same bid twice
    Then the portfolio is VALID
    When we ask for the credit that it requires
    Then it is twice as much as before

  @MS-AUC-57 @result:short-credit
  Scenario: The required credit is the largest exposure along each curve
    When we create a portfolio of 3 bids that pay less for more
    Then the portfolio is VALID
    When we ask for the credit that it requires
    Then it is the exposure of its bids with the ISO's credit margin
