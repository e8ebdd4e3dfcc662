@contract
Feature: Who is let in, and for whom
  Mutual TLS lets a person in; the participant's name in the request says for whom that person acts.

  @MS-CON-04 @code:SEC0001 @assumed
  @req:DECK-066 @req:DECK-204
  Scenario Outline: A certificate that may only read cannot write by <operation>
    Given we hold the function <function> for reading only
    When we call <operation> with names that exist nowhere
    Then we are refused with SEC0001

    Examples:
      | operation                                     | function |
      | auction.portfolioCreation                     | CRRH     |
      | auction.portfolioSubmission                   | CRRH     |
      | auction.postPortfolioRetraction               | CRRH     |
      | auction.deletePortfolio                       | CRRH     |
      | secondary_market.postPublicSmBuyOffers        | CRRH     |
      | secondary_market.postPublicSmSellOffers       | CRRH     |
      | secondary_market.postPrivateSmBuyOffers       | CRRH     |
      | secondary_market.postPrivateSmSellOffers      | CRRH     |
      | secondary_market.targetSmPublicOfferToMp      | CRRH     |
      | secondary_market.postSmResponseToBuyOffers    | CRRH     |
      | secondary_market.postSmResponseToSellOffers   | CRRH     |
      | tor_conversion.postTorConversionApproval      | CRRH     |
      | nomination.portfolioCreation                  | CLSE     |
      | nomination.portfolioSubmission                | CLSE     |
      | nomination.portfolioRetraction                | CLSE     |
      | nomination.deletePortfolio                    | CLSE     |
      | historical_forecasted_load.postLoadSubmission | CLSE     |

  @MS-CON-32 @assumed @result:readers-shut-out
  @req:DECK-066
  Scenario Outline: A certificate that may only read still reads by <operation>
    Given we hold the function <function> for reading only
    When we call <operation> with a contract-valid request
    Then the application itself answers

    Examples:
      | operation                                                            | function |
      | auction.getPortfolioList                                             | CRRH     |
      | secondary_market.getMySmOffersByStatus                               | CRRH     |
      | market_data.getPrivateGeneralData                                    | CRRH     |
      | nomination.portfolioList                                             | CLSE     |
      | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList | CLSE     |

  @MS-CON-02 @code:SEC0002 @intrusive
  @req:DECK-008 @req:DECK-009 @req:DECK-011 @req:DECK-017 @req:DECK-019
  Scenario Outline: <service> refuses to answer us for a participant of somebody else
    Given we hold a function that may call <operation>
    When we call <operation> for a participant that our certificate may not act for
    Then we are refused with SEC0002

    Examples:
      | service                    | operation                                                            |
      | market_status              | market_status.getActiveAuctionMarkets                                |
      | messages                   | messages.privateMessages                                             |
      | market_data                | market_data.getPrivateGeneralData                                    |
      | auction                    | auction.getPortfolioList                                             |
      | nomination                 | nomination.portfolioList                                             |
      | historical_forecasted_load | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | secondary_market           | secondary_market.getMySmOffersByStatus                               |
      | load_migration             | load_migration.getActiveLoadMigrationMarketList                      |
      | tor_conversion             | tor_conversion.getNewConversionWindowForRequest                      |

  @MS-CON-34 @code:SEC0002 @intrusive
  @req:DECK-008 @req:DECK-009 @req:DECK-011 @req:DECK-017 @req:DECK-019
  Scenario Outline: <service> refuses a participant that does not exist
    Given we hold a function that may call <operation>
    When we call <operation> for a participant that does not exist
    Then we are refused with SEC0002

    Examples:
      | service                    | operation                                        |
      | market_status              | market_status.getActiveAllocationMarkets         |
      | messages                   | messages.publicMessages                          |
      | market_data                | market_data.getPublicGeneralData                 |
      | auction                    | auction.portfolioCreation                        |
      | nomination                 | nomination.portfolioCreation                     |
      | historical_forecasted_load | historical_forecasted_load.postLoadSubmission    |
      | secondary_market           | secondary_market.postPublicSmBuyOffers           |
      | load_migration             | load_migration.postNumberOfCustomers             |
      | tor_conversion             | tor_conversion.postTorConversionRequest          |

  @MS-CON-35 @code:SER0002 @intrusive
  Scenario Outline: <service> calls a malformed participant name by its own code
    Given we hold a function that may call <operation>
    When we call <operation> for a participant whose name breaks the contract
    Then we are refused with SER0002

    Examples:
      | service                    | operation                                                            |
      | market_status              | market_status.getActiveAuctionMarkets                                |
      | market_data                | market_data.getPublicGeneralData                                     |
      | historical_forecasted_load | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | secondary_market           | secondary_market.getMySmOffersByStatus                               |
      | tor_conversion             | tor_conversion.getNewConversionWindowForRequest                      |

  @MS-CON-36 @result:one-owner-a-person
  Scenario: One person's certificate acts for two asset owners
    Given one certificate that speaks for two participants of the function CRRH
    When we list the portfolios of each in an OPEN monthly auction
    Then both requests are accepted

  @MS-CON-37 @intrusive @result:anybody-in
  @req:DECK-045 @req:DECK-141
  Scenario Outline: <service> answers 401 to a caller without a certificate
    Given we hold a function that may call <operation>
    When we call <operation> without a client certificate
    Then we are answered 401 without a body

    Examples:
      | service                    | operation                                                            |
      | market_status              | market_status.getActiveAuctionMarkets                                |
      | messages                   | messages.publicMessages                                              |
      | market_data                | market_data.getPublicGeneralData                                     |
      | auction                    | auction.getPortfolioList                                             |
      | nomination                 | nomination.portfolioList                                             |
      | historical_forecasted_load | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | secondary_market           | secondary_market.getMySmOffersByStatus                               |
      | load_migration             | load_migration.getActiveLoadMigrationMarketList                      |
      | tor_conversion             | tor_conversion.getNewConversionWindowForRequest                      |

  @MS-CON-38 @intrusive @seed
  @req:DECK-045 @req:DECK-141
  Scenario Outline: A certificate that is <flaw> does not get through the handshake
    Given we hold a function that may call app_status.get-status
    When we knock with a certificate that is <flaw>
    Then the connection is refused before any answer

    Examples:
      | flaw                       |
      | of a foreign authority     |
      | expired                    |
      | not yet valid              |
      | made for servers only      |
