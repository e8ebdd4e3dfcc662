@contract
Feature: The bids of a portfolio are judged when it is created
  A portfolio with a faulty record is refused as a whole, with one entry for each faulty record, and nothing of
  it is kept.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-41 @code:SER0030
  Scenario Outline: A bid that <flaw> is refused
    When we create a portfolio of 3 bids, the second of which <flaw>
    Then we are refused with SER0030
    And the refusal has one entry, which names the second bid
    And our portfolio is not listed

    Examples:
      | flaw                                          |
      | starts above 0 MW                             |
      | is for a period that the market does not have |

  @MS-AUC-42 @code:SER0030 @seed
  Scenario Outline: A bid at a location of which <flaw> is refused
    When we create a portfolio of 3 bids, the third of which <flaw>
    Then we are refused with SER0030
    And the refusal has one entry, which names the third bid
    And our portfolio is not listed

    Examples:
      | flaw                             |
      | has a source that does not exist |
      | has a sink that does not exist   |
      | has a source that may not be bid |
      | has a sink that may not be bid   |

  @MS-AUC-43 @code:SER0030 @assumed
  Scenario Outline: A bid that the published texts leave open, as it <flaw>, is refused
    When we create a portfolio of 3 bids, the first of which <flaw>
    Then we are refused with SER0030
    And the refusal has one entry, which names the first bid
    And our portfolio is not listed

    Examples:
      | flaw                               |
      | does not rise in MW                |
      | falls in MW                        |
      | rises in price                     |
      | ends where it begins               |
      | is for an option                   |
      | is for an allocated CRR            |
      | belongs to somebody else           |
      | has a backslash in its description |

  @MS-AUC-44 @code:SER0030
  Scenario: Every faulty bid has an entry of its own, and only one
    When we create a portfolio of 3 bids with these flaws
      | bid | flaw                                          |
      | 1   | is for a period that the market does not have |
      | 3   | starts above 0 MW                             |
      | 3   | has a source that does not exist              |
    Then we are refused with SER0030
    And the refusal has one entry for each of the bids 1 and 3
    And our portfolio is not listed

  @MS-AUC-45 @result:short-records
  Scenario: A bid may have as many as 20 points
    When we create a portfolio whose bid has 20 points
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent

  @MS-AUC-46 @code:SER0017 @intrusive
  Scenario: A bid of 21 points is refused
    When we create a portfolio whose bid has 21 points
    Then we are refused with SER0017
    And our portfolio is not listed

  @MS-AUC-47 @seed @result:short-records
  @req:DECK-082
  Scenario: A portfolio may hold as many as 500 bids
    When we create a portfolio with 500 bids
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent
    When we delete the portfolio
    Then the portfolio is DELETED

  @MS-AUC-48 @code:SER0030 @seed
  @req:DECK-082
  Scenario: A portfolio of 501 bids is refused
    When we create a portfolio with 501 bids
    Then we are refused with SER0030
    And our portfolio is not listed
