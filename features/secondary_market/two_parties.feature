@contract
Feature: A trade whose two sides run on two machines
  Each participant may run its half with its own certificate on a machine of its own: the offering side first, then the
  partner, who goes on from what is handed over. The request id of the offer joins the evidence of both. Where one
  machine has both certificates, it runs the whole.

  @MS-SMT-25 @result:private-leak
  Scenario: A private offer is listed to the partner that it names and to nobody else
    Given an offering side and a partner, each with the function CRRH
    And the offering side holds a CRR that can still be traded
    When the offering side posts a private offer to sell it to the partner
    Then the offering side is told that the offer is PENDING_MP_RESPONSE
    And the offering side has it among its PENDING_MP_RESPONSE offers
    And the offering side hands it over to the partner
    And the partner has it among its PENDING_MP_RESPONSE responses, in the names of both
    And nobody else is asked for a response
