@contract
Feature: A CRR whose sale is pending is not offered in an auction

  @MS-SMT-04 @code:SER0030
  Scenario: While a sale of it awaits the credit check, a CRR cannot be offered in an auction
    Given we hold the function CRRH
    And an OPEN annual auction
    And a CRR of ours that could be offered there, but whose sale awaits the credit check
    When we create a portfolio with an offer of it
    Then we are refused with SER0030
    And the refusal says of the first offer "crrId" and "awaits the credit check"
    And the refusal names the request of the sale
    And our portfolio is not listed
