@contract
Feature: Every operation answers
  Each published operation that the ISO's connectivity kit leaves out, called once with a request that keeps to
  the contract; with the kit's (services.feature) that makes all 69. What counts here is that the application
  itself answers as the contract says; what the answer means is told elsewhere.

  @MS-CON-03 @induce:SER0028
  @req:DECK-048 @req:DECK-116 @req:DECK-179 @req:DECK-181 @req:DECK-182 @req:DECK-184 @req:DECK-186
  @req:DECK-187 @req:DECK-192
  Scenario Outline: <operation> answers as the contract says
    Given we hold a function that may call <operation>
    When we call <operation> with a contract-valid request
    Then the application itself answers

    Examples:
      | operation                                                            |
      | market_status.getMarketStatus                                        |
      | market_status.getActiveAllocationMarkets                             |
      | market_status.getMarketInfo                                          |
      | market_status.getPostedAllocationMarkets                             |
      | market_status.getPostedAuctionMarkets                                |
      | messages.privateMessages                                             |
      | market_data.getPublicMarketData                                      |
      | market_data.getPublicAllocationResult                                |
      | market_data.getPublicAuctionResult                                   |
      | market_data.getPrivateGeneralData                                    |
      | market_data.getPrivateAllocationMarketData                           |
      | market_data.getPrivateAllocationResult                               |
      | market_data.getPrivateAuctionResult                                  |
      | auction.getPortfolio                                                 |
      | auction.deletePortfolio                                              |
      | auction.getPortfolioStatus                                           |
      | auction.getPortfolioRequiredCredit                                   |
      | auction.portfolioSubmission                                          |
      | auction.postPortfolioRetraction                                      |
      | nomination.portfolio                                                 |
      | nomination.deletePortfolio                                           |
      | nomination.portfolioStatus                                           |
      | nomination.portfolioSubmission                                       |
      | nomination.portfolioRetraction                                       |
      | historical_forecasted_load.getLoadSubmissionWindowStatus             |
      | historical_forecasted_load.getOpenForecastLoadSubmissionWindowList   |
      | historical_forecasted_load.getClosedHistLoadSubmissionWindowList     |
      | historical_forecasted_load.getClosedForecastLoadSubmissionWindowList |
      | historical_forecasted_load.getLoadData                               |
      | historical_forecasted_load.getLoadExceedanceValues                   |
      | secondary_market.getMySmResponsesByStatus                            |
      | secondary_market.postPublicSmSellOffers                              |
      | secondary_market.postPrivateSmBuyOffers                              |
      | secondary_market.postPrivateSmSellOffers                             |
      | secondary_market.targetSmPublicOfferToMp                             |
      | secondary_market.postSmResponseToBuyOffers                           |
      | secondary_market.postSmResponseToSellOffers                          |
      | load_migration.getPostedLoadMigrationMarketList                      |
      | load_migration.getLoadMigrationMarketStatus                          |
      | load_migration.getLoadPercentages                                    |
      | load_migration.getLoadMigrationCRRs                                  |
      | load_migration.getNHourData                                          |
      | load_migration.getExistingNumberOfCustomers                          |
      | load_migration.getExistingDasrSummary                                |
      | load_migration.postDasrSummary                                       |
      | load_migration.getExistingCustomerRates                              |
      | load_migration.postCustomerRates                                     |
      | tor_conversion.getNewConversionWindowForApproval                     |
      | tor_conversion.getTorConversionWindowStatus                          |
      | tor_conversion.getTorConversionRequestList                           |
      | tor_conversion.getMtTorCRRList                                       |
      | tor_conversion.getTorConversionWindowPaths                           |
      | tor_conversion.postTorConversionApproval                             |
