@contract
Feature: A request that breaks the contract is refused by name
  Every call carries its own caiso-request-id, a UUID; bodies are JSON that keeps to the published schema.

  @MS-CON-41 @code:SER0017 @intrusive
  Scenario Outline: <service> refuses a request without a request id
    Given we hold a function that may call <operation>
    When we call <operation> without a request id
    Then we are refused with SER0017

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

  @MS-CON-42 @code:SER0017 @intrusive
  Scenario: A request id that is no UUID is refused
    Given we hold a function that may call market_status.getActiveAuctionMarkets
    When we call market_status.getActiveAuctionMarkets with the request id "42"
    Then we are refused with SER0017

  @MS-CON-43 @code:SER0017 @intrusive
  Scenario Outline: <service> refuses a body that is no JSON
    Given we hold a function that may call <operation>
    When we call <operation> with a body that is no JSON
    Then we are refused with SER0017

    Examples:
      | service                    | operation                                     |
      | auction                    | auction.portfolioCreation                     |
      | nomination                 | nomination.portfolioCreation                  |
      | historical_forecasted_load | historical_forecasted_load.postLoadSubmission |
      | secondary_market           | secondary_market.postPublicSmBuyOffers        |
      | load_migration             | load_migration.postNumberOfCustomers          |
      | tor_conversion             | tor_conversion.postTorConversionRequest       |

  @MS-CON-44 @code:SER0017 @intrusive
  Scenario Outline: <operation> refuses a request that lacks what the contract requires
    Given we hold a function that may call <operation>
    When we call <operation> with the required member <member> left out
    Then we are refused with SER0017

    Examples:
      | operation                                     | member               |
      | auction.portfolioCreation                     | newBids              |
      | nomination.portfolioCreation                  | newNominations       |
      | historical_forecasted_load.postLoadSubmission | hourlyLoad           |
      | load_migration.postNumberOfCustomers          | numberOfCustomerRecords |
      | tor_conversion.postTorConversionRequest       | conversionRequests   |
      | market_status.getMarketInfo                   | marketName           |

  @MS-CON-45 @code:SER0029 @intrusive
  Scenario: A path that the contract does not know is not found
    Given we hold a function that may call app_status.get-status
    When we call a path that the contract does not know
    Then we are refused with SER0029

  @MS-CON-46 @code:SER0017 @intrusive @assumed
  Scenario: A body beyond the limit of the service is refused
    Given we hold a function that may call auction.portfolioCreation
    When we call auction.portfolioCreation with a body of 11 megabytes
    Then we are refused with SER0017

  @MS-CON-47 @code:SER0017 @intrusive @assumed
  Scenario: A body that is not called JSON is refused
    Given we hold a function that may call auction.portfolioCreation
    When we call auction.portfolioCreation with a body that is called plain text
    Then we are refused with SER0017
