using Huoshui.Operations;
using Huoshui.Systems.Products.Api;
using Huoshui.Warehouse;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Systems.Products;

/// <summary>金融产品超市: every product for a firm that tells its facts once.</summary>
public sealed class ProductsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ProductCatalog>();
        services.AddSingleton<ProductMatcher>();
        services.AddModelPart<FactsModelPart>();
        services.TryAddSingleton<FactCatalog>();
        services.AddSingleton<KnownFirms>();
        services.AddSingleton<FirmDesk>();
        services.AddSingleton<FindFiledCredit>(
            static provider => provider.GetRequiredService<KnownFirms>().CreditAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        ProductEndpoints.Map(routes);
        FactsFile.Map(routes);
    }
}
