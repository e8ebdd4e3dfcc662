@contract
Feature: The nominations of a portfolio are judged when it is created
  A portfolio with a faulty record is refused as a whole, with one entry for each faulty record, and nothing of
  it is kept.

  Background:
    Given we hold the function CLSE
    And an OPEN monthly allocation
    And a source and a sink that may be nominated there

  @MS-ALC-41 @code:SER0030
  Scenario: A nomination for a period of another market is refused
    When we create a portfolio of 3 nominations, the second of which is for a period that the market does not have
    Then we are refused with SER0030
    And the refusal has one entry, which names the second nomination
    And our portfolio is not listed

  @MS-ALC-42 @code:SER0030 @seed
  Scenario Outline: A nomination at a location of which <flaw> is refused
    When we create a portfolio of 3 nominations, the third of which <flaw>
    Then we are refused with SER0030
    And the refusal has one entry, which names the third nomination
    And our portfolio is not listed

    Examples:
      | flaw                                   |
      | has a source that does not exist       |
      | has a sink that does not exist         |
      | has a source that may not be nominated |
      | has a sink that may not be nominated   |

  @MS-ALC-43 @code:SER0030 @assumed
  Scenario Outline: A nomination that the published texts leave open, as it <flaw>, is refused
    When we create a portfolio of 3 nominations, the first of which <flaw>
    Then we are refused with SER0030
    And the refusal has one entry, which names the first nomination
    And our portfolio is not listed

    Examples:
      | flaw                     |
      | ends where it begins     |
      | is for an option         |
      | belongs to somebody else |

  @MS-ALC-44 @code:SER0017 @intrusive
  Scenario Outline: A nomination that breaks the contract, as it <flaw>, is refused
    When we create a portfolio of 3 nominations in breach of the contract, the second of which <flaw>
    Then we are refused with SER0017
    And our portfolio is not listed

    Examples:
      | flaw                         |
      | is for an auctioned CRR      |
      | is of less than 0 MW         |
      | is of a half of a thousandth |

  @MS-ALC-47 @seed @result:short-records
  @req:DECK-088
  Scenario: A portfolio may hold as many as 500 nominations
    When we create a portfolio with 500 nominations
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the nominations that we sent
    When we delete the portfolio
    Then the portfolio is DELETED

  @MS-ALC-48 @code:SER0015 @seed
  @req:DECK-088
  Scenario: A portfolio of 501 nominations is refused
    When we create a portfolio with 501 nominations
    Then we are refused with SER0015
    And our portfolio is not listed
