@seed
Feature: Every service answers one sample request
  The ISO's connectivity kit holds one read and, where a service takes uploads, one write for each of the ten
  services. It shows that a request reaches its endpoint and comes back with a valid code, and that the
  certificate is let in.

  @MS-CON-01
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

  @MS-CON-05
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

  @MS-CON-09
  Scenario: The application says that it is up
    Given we hold a function that may call app_status.get-status
    When we call app_status.get-status with a contract-valid request
    Then the request is accepted
    And the application says a status

  @MS-CON-10
  Scenario Outline: The service is reached over TLS <version>
    Given we hold a function that may call app_status.get-status
    When we call app_status.get-status over TLS <version> alone
    Then the request is accepted

    Examples:
      | version |
      | 1.2     |
      | 1.3     |
