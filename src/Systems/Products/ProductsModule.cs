using Huoshui.Systems.Products.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems.Products;

/// <summary>金融产品超市: every product for a firm that tells its facts once.</summary>
public sealed class ProductsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ProductCatalog>();
        services.AddSingleton<ProductMatcher>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        ProductEndpoints.Map(routes);
        FactsFile.Map(routes);
    }
}
