@contract
Feature: The curve of a bid says how much is wanted at which price
  A curve has 2 to 20 points and begins at 0 MW. MW come in thousandths and prices in cents; a price may be zero or
  below. What the contract forbids is refused as it is read, what the market forbids when the portfolio is judged.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction
    And a source and a sink that may be bid there

  @MS-AUC-02 @code:SER0017 @code:SER0030 @intrusive
  @req:DECK-083
  Scenario: 21 points and a first point above 0 MW are refused, and use up no name
    When we create a portfolio whose bid has 21 points
    Then we are refused with SER0017
    And our portfolio is not listed
    When we create the same portfolio again, whose bid starts above 0 MW
    Then we are refused with SER0030
    And the refusal has one entry, which names the first bid
    And our portfolio is not listed
    When we create the same portfolio again, as it should be
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent

  @MS-AUC-86 @assumed @result:short-records
  Scenario Outline: A bid whose curve <shape> is taken as it is
    When we create a portfolio of 3 bids, the second of which <shape>
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent

    Examples:
      | shape                                  |
      | pays nothing                           |
      | wants to be paid                       |
      | falls in price from above to below 0   |
      | is of a thousandth of a MW at one cent |

  @MS-AUC-88 @code:SER0017 @intrusive
  Scenario Outline: A bid with <flaw> is refused
    When we create a portfolio in breach of the contract, whose bid has <flaw>
    Then we are refused with SER0017
    And the refusal names the <member> of its last point
    And our portfolio is not listed

    Examples:
      | flaw                      | member |
      | half a thousandth of a MW | mw     |
      | less than 0 MW            | mw     |
      | a price of half a cent    | price  |
      | its MW as text            | mw     |
      | no price                  | price  |

  @MS-AUC-91 @code:SER0017 @intrusive @assumed
  Scenario Outline: A number that is none, <written>, is refused as a whole body
    When we create a portfolio in breach of the contract, whose MW are written <written>
    Then we are refused with SER0017
    And our portfolio is not listed

    Examples:
      | written   |
      | NaN       |
      | Infinity  |
      | -Infinity |
      | 1e999     |

  @MS-AUC-99 @code:SER0030 @assumed
  Scenario Outline: A bid of <amount>, which no market could clear, is refused
    When we create a portfolio of 3 bids, the second of which is of <amount>
    Then we are refused with SER0030
    And the refusal says of the second bid "<member>" and "is beyond"
    And our portfolio is not listed

    Examples:
      | amount                           | member            |
      | more MW than there are           | bidCurve[1].mw    |
      | a price beyond all worth         | bidCurve[0].price |
      | a price as far below 0           | bidCurve[0].price |
