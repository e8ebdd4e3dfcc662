@contract @private-system
Feature: The nomination service tells when it cannot serve
  Some refusals no participant brings about. The operator of an embedded system orders them, so that we know them
  when they come; nothing may be kept of what they refuse.

  Background:
    Given we hold the function CLSE
    And an OPEN monthly allocation
    And a source and a sink that may be nominated there

  @MS-ALC-81 @code:MKT0002 @code:GEN0003 @code:SER0003
  Scenario: A portfolio that was refused in a disturbance is not kept, and is taken afterwards
    Given the ISO's system refuses nomination.portfolioCreation with MKT0002
    When we create a portfolio with one nomination
    Then we are refused with MKT0002
    And our portfolio is not listed
    Given the ISO's system refuses nomination.portfolioCreation with GEN0003
    When we create a portfolio with one nomination
    Then we are refused with GEN0003
    And our portfolio is not listed
    Given the ISO's system refuses market_data.getPublicMarketData with SER0003
    When we download its source and sink list
    Then we are refused with SER0003
    When the ISO's system works again
    And we create a portfolio with one nomination
    Then the portfolio is VALID
