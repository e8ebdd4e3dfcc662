@seed
Feature: Every service answers one sample request
  The ISO's connectivity kit holds one read and, where a service takes uploads, one write for each of the ten
  services. It shows that a request reaches its endpoint and comes back with a valid code, and that the
  certificate is let in.

  @MS-CON-01 @induce:SER0028
  @req:DECK-041 @req:DECK-042 @req:DECK-045 @req:DECK-047 @req:DECK-048 @req:DECK-077 @req:DECK-080
  @req:DECK-084 @req:DECK-086 @req:DECK-089 @req:DECK-092 @req:DECK-093 @req:DECK-094 @req:DECK-095
  @req:DECK-180 @req:DECK-209 @req:DECK-210 @req:DECK-211 @req:DECK-213 @req:DECK-217 @req:DECK-218
  @req:DECK-219 @req:DECK-220 @req:DECK-221
  Scenario Outline: The service <service> answers a read
    Given we hold a function that may call <operation>
    When we call <operation> with a contract-valid request
    Then the application itself answers

    Examples:
      | service                    | operation                                                        |
      | app_status                 | app_status.get-status                                            |
      | market_status              | market_status.getActiveAuctionMarkets                            |
      | messages                   | messages.publicMessages                                          |
      | market_data                | market_data.getPublicGeneralData                                 |
      | auction                    | auction.getPortfolioList                                         |
      | nomination                 | nomination.portfolioList                                         |
      | historical_forecasted_load | historical_forecasted_load.getOpenHistoricalLoadSubmissionWindowList |
      | secondary_market           | secondary_market.getMySmOffersByStatus                           |
      | load_migration             | load_migration.getActiveLoadMigrationMarketList                  |
      | tor_conversion             | tor_conversion.getNewConversionWindowForRequest                  |

  @MS-CON-05 @induce:SER0028
  @req:DECK-041 @req:DECK-042 @req:DECK-047 @req:DECK-048 @req:DECK-077 @req:DECK-080 @req:DECK-084
  @req:DECK-086 @req:DECK-089 @req:DECK-185 @req:DECK-209 @req:DECK-210 @req:DECK-211 @req:DECK-217
  @req:DECK-220 @req:DECK-221
  Scenario Outline: The service <service> answers a write
    Given we hold a function that may call <operation>
    When we call <operation> with a contract-valid request
    Then the application itself answers

    Examples:
      | service                    | operation                                     |
      | auction                    | auction.portfolioCreation                     |
      | nomination                 | nomination.portfolioCreation                  |
      | historical_forecasted_load | historical_forecasted_load.postLoadSubmission |
      | secondary_market           | secondary_market.postPublicSmBuyOffers        |
      | load_migration             | load_migration.postNumberOfCustomers          |
      | tor_conversion             | tor_conversion.postTorConversionRequest       |

  @MS-CON-09 @induce:SER0028
  @req:DECK-183
  Scenario: The application says that it is up
    Given we hold a function that may call app_status.get-status
    When we call app_status.get-status with a contract-valid request
    Then the request is accepted
    And the application says a status

  @MS-CON-10 @induce:SER0028
  @req:DECK-141
  Scenario Outline: The service is reached over TLS <version>
    Given we hold a function that may call app_status.get-status
    When we call app_status.get-status over TLS <version> alone
    Then the request is accepted

    Examples:
      | version |
      | 1.2     |
      | 1.3     |
