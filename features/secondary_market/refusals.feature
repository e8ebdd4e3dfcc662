@contract
Feature: What the secondary market refuses
  A refused upload changes nothing: no offer is kept, bound or answered.

  Background:
    Given we hold the function CRRH
    And another participant holds the function CRRH

  @MS-SMT-03 @code:SMT0145 @code:SMT0107 @assumed
  @req:DECK-014
  Scenario: Neither at another price nor with somebody who may hold no CRRs is a public offer bound
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell
    When we bind the other participant to the offer at another price
    Then we are refused with SMT0145
    And it is still among our POSTED offers
    When we bind a participant that may hold no CRRs to the offer
    Then we are refused with SMT0107
    And it is still among our POSTED offers

  @MS-SMT-41 @code:SMT0016
  @req:DECK-012
  Scenario Outline: A request that does not exist is refused to <operation>
    When we call <operation> with names that exist nowhere
    Then we are refused with SMT0016

    Examples:
      | operation                                   |
      | secondary_market.targetSmPublicOfferToMp    |
      | secondary_market.postSmResponseToBuyOffers  |
      | secondary_market.postSmResponseToSellOffers |

  @MS-SMT-42 @code:SMT0063
  @req:DECK-013
  Scenario: Nobody binds a counterparty to somebody else's offer
    Given a CRR of theirs that can still be traded
    And the other participant has posted a public offer to sell
    When we bind ourselves to the offer
    Then we are refused with SMT0063
    And it is still among their POSTED offers

  @MS-SMT-43 @code:SMT0082
  @req:DECK-015
  Scenario Outline: Nobody answers an offer to <side> that awaits no response of it
    Given a CRR of <whose> that can still be traded
    And the other participant has posted a public offer to <side>
    When we respond to the offer
    Then we are refused with SMT0082
    And it is still among their POSTED offers

    Examples:
      | side | whose  |
      | buy  | ours   |
      | sell | theirs |

  @MS-SMT-44 @code:SMT0107
  Scenario Outline: A private offer to <whom> is refused
    Given a CRR of <whose> that can still be traded
    When we post a private offer to <side> to <whom>
    Then we are refused with SMT0107

    Examples:
      | whom                                   | side | whose  |
      | a participant that does not exist      | sell | ours   |
      | a participant that may hold no CRRs    | buy  | theirs |
      | the other participant in small letters | sell | ours   |

  @MS-SMT-45 @code:SMT0107
  Scenario Outline: Binding <whom> is refused
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell
    When we bind <whom> to the offer
    Then we are refused with SMT0107
    And it is still among our POSTED offers

    Examples:
      | whom                                   |
      | a participant that does not exist      |
      | a participant that may hold no CRRs    |
      | the other participant in small letters |

  @MS-SMT-46 @code:SMT0145 @assumed
  @req:DECK-014
  Scenario: A counterparty is bound at the price of the offer
    Given a CRR of ours that can still be traded
    And we have posted a public offer to sell
    When we bind the other participant to the offer at another price
    Then we are refused with SMT0145
    And it is still among our POSTED offers

  @MS-SMT-47 @code:SMT0146 @intrusive
  Scenario Outline: Nobody posts a <offer> offer in the name of somebody else
    Given a CRR of <whose> that can still be traded
    When we post a <post> offer to <side> in the name of the other participant
    Then we are refused with SMT0146

    Examples:
      | offer        | post    | side | whose  |
      | public buy   | public  | buy  | ours   |
      | public sell  | public  | sell | theirs |
      | private buy  | private | buy  | ours   |
      | private sell | private | sell | theirs |

  @MS-SMT-48 @code:SMT0138 @intrusive
  Scenario Outline: A CRR type that the contract does not know is refused in a <offer> offer
    Given a CRR of <whose> that can still be traded
    When we post a <post> offer to <side> with a CRR type that the contract does not know
    Then we are refused with SMT0138

    Examples:
      | offer        | post    | side | whose  |
      | public buy   | public  | buy  | theirs |
      | public sell  | public  | sell | ours   |
      | private buy  | private | buy  | theirs |
      | private sell | private | sell | ours   |

  @MS-SMT-49 @code:SER0014 @intrusive
  Scenario Outline: A status that the contract does not know is refused to <operation>
    When we ask <operation> for a status that the contract does not know
    Then we are refused with SER0014

    Examples:
      | operation                |
      | getMySmOffersByStatus    |
      | getMySmResponsesByStatus |

  @MS-SMT-50 @code:SER0030 @seed @intrusive
  @req:DECK-091
  Scenario Outline: More than 500 records at once are refused to <operation>
    When we send 501 records to <operation>
    Then we are refused with SER0030
    And the upload is refused as a whole, not record by record

    Examples:
      | operation                  |
      | postPublicSmBuyOffers      |
      | postPublicSmSellOffers     |
      | postPrivateSmBuyOffers     |
      | postPrivateSmSellOffers    |
      | targetSmPublicOfferToMp    |
      | postSmResponseToBuyOffers  |
      | postSmResponseToSellOffers |
