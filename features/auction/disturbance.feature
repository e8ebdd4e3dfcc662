@contract @private-system
Feature: The auction service tells when it cannot serve
  Some refusals no participant brings about: too many users, a portfolio in use, a failure inside. The operator of
  an embedded system orders them, so that we know them when they come; nothing may be kept of what they refuse.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-81 @code:GEN0003 @code:SER0001
  Scenario: A portfolio that was refused in a disturbance is not kept, and is taken afterwards
    Given the ISO's system refuses auction.portfolioCreation with GEN0003
    When we create a portfolio with one bid
    Then we are refused with GEN0003
    And our portfolio is not listed
    Given the ISO's system refuses auction.portfolioCreation with SER0001
    When we create a portfolio with one bid
    Then we are refused with SER0001
    And our portfolio is not listed
    When the ISO's system works again
    And we create a portfolio with one bid
    Then the portfolio is VALID

  @MS-AUC-82 @code:POR0308 @code:SER0028
  Scenario: A portfolio that cannot be reached in a disturbance is unchanged afterwards
    Given we have created a portfolio with one bid
    And the ISO's system refuses auction.portfolioSubmission with POR0308
    And the ISO's system refuses auction.deletePortfolio with SER0028
    When we submit the portfolio
    Then we are refused with POR0308
    When we delete the portfolio
    Then we are refused with SER0028
    When the ISO's system works again
    And we ask for the portfolio's status
    Then the portfolio is VALID
