@contract
Feature: A nomination portfolio is created, read, listed and deleted
  A load-serving entity keeps its nominations for one allocation in named portfolios.

  Background:
    Given we hold the function CLSE
    And an OPEN monthly allocation
    And a source and a sink that may be nominated there

  @MS-ALC-21 @result:short-records
  Scenario: A portfolio reads back as it was created
    When we create a portfolio with 3 nominations
    Then the request is accepted
    And the portfolio is VALID
    When we read the portfolio
    Then it holds the nominations that we sent

  @MS-ALC-22 @result:newest-unlisted
  Scenario: A portfolio is listed from its creation to its deletion
    Given our portfolio is not listed
    When we create a portfolio with one nomination
    Then our portfolio is listed
    When we delete the portfolio
    Then the portfolio is DELETED
    And our portfolio is no longer listed

  @MS-ALC-23 @result:always-new
  Scenario: The status of a portfolio is told
    When we create a portfolio with one nomination
    And we ask for the portfolio's status
    Then the portfolio is VALID

  @MS-ALC-24 @code:POR0101
  Scenario: A name is taken once in a market
    Given we have created a portfolio with one nomination
    When we create a portfolio of the same name
    Then we are refused with POR0101

  @MS-ALC-25 @code:POR0100
  Scenario Outline: A portfolio that does not exist cannot be <used>
    When we <use> a portfolio that does not exist
    Then we are refused with POR0100

    Examples:
      | used             | use               |
      | read             | read              |
      | deleted          | delete            |
      | asked its status | ask the status of |

  @MS-ALC-26 @code:MKT0001
  Scenario Outline: An allocation that does not exist is refused to <operation>
    When we call <operation> with names that exist nowhere
    Then we are refused with MKT0001

    Examples:
      | operation                      |
      | nomination.portfolioCreation   |
      | nomination.portfolio           |
      | nomination.portfolioList       |
      | nomination.portfolioStatus     |
      | nomination.deletePortfolio     |
      | nomination.portfolioSubmission |
      | nomination.portfolioRetraction |

  @MS-ALC-27 @code:POR0103 @intrusive
  Scenario: A portfolio name longer than 100 characters is refused
    When we create a portfolio whose name is 101 characters long
    Then we are refused with POR0103

  @MS-ALC-28 @code:SER0022 @intrusive
  Scenario: A portfolio name with other characters than the contract allows is refused
    When we create a portfolio called "no/slash"
    Then we are refused with SER0022

  @MS-ALC-29 @code:POR0215 @intrusive
  Scenario: A blank portfolio name is refused
    When we create a portfolio called "   "
    Then we are refused with POR0215
