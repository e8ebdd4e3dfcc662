@contract
Feature: A trade that is settled while its two sides run on two machines
  Each side runs its half as often as it likes: it goes on from where the trade stands, and does nothing twice. The
  offering side first hands over, the partner responds, the ISO checks the credit of both, and then either side sees
  that the trade is approved.

  @MS-SMT-26 @result:bought-not-held
  Scenario: A private sale is seen approved by both of its sides
    Given an offering side and a partner, each with the function CRRH
    And the offering side holds a CRR that can still be traded
    When the offering side posts a private offer to sell it to the partner, unless it has before
    Then the offering side hands it over to the partner
    When the partner responds to it, unless it has before
    And the ISO checks the credit of the two sides
    Then each side sees that the trade is APPROVED
    And the partner holds what it has bought
