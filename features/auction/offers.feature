@contract
Feature: A CRR that we hold is offered in an auction
  An offer sells a part of a CRR, or all of it, in a period that the CRR covers.

  Background:
    Given we hold the function CRRH
    And an OPEN annual auction
    And a CRR of ours that may be offered there

  @MS-AUC-51 @result:short-records
  Scenario: An offer reads back as it was created
    Given our portfolio is not listed
    When we create a portfolio with an offer of it
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the offer that we sent
    And our portfolio is listed
    When we delete the portfolio
    Then the portfolio is DELETED

  @MS-AUC-52 @code:SER0030
  Scenario: No more is offered than is held
    When we create a portfolio with an offer of more MW than we hold of it
    Then we are refused with SER0030
    And the refusal has one entry, which names the offer
    And our portfolio is not listed

  @MS-AUC-53 @code:SER0030
  Scenario: Nobody offers what somebody else holds
    When we create a portfolio with an offer of a CRR that somebody else holds
    Then we are refused with SER0030
    And the refusal has one entry, which names the offer
    And our portfolio is not listed

  @MS-AUC-54 @code:SER0030 @assumed
  Scenario Outline: An offer that <flaw> is refused
    When we create a portfolio with an offer of it that <flaw>
    Then we are refused with SER0030
    And the refusal has one entry, which names the offer
    And our portfolio is not listed

    Examples:
      | flaw                      |
      | is of another source      |
      | is of another time of use |
      | falls in price            |

  @MS-AUC-79 @code:SER0030 @assumed
  Scenario Outline: An offer that <flaw> sells another CRR than the one it names
    When we create a portfolio with an offer of it that <flaw>
    Then we are refused with SER0030
    And the refusal says of the first offer "<member>" and "is not that of CRR"
    And our portfolio is not listed

    Examples:
      | flaw                                        | member    |
      | is of the other hedge type                  | hedgeType |
      | is of another CRR type                      | crrType   |
      | is for a period that the CRR does not cover | period    |

  @MS-AUC-87 @assumed @result:short-records
  Scenario: Who offers more may ask for more
    When we create a portfolio with an offer of it that rises in price from below to above 0
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the offer that we sent
