using Huoshui.Operations;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Huoshui.Systems.Campaigns;

/// <summary>深惠万企 圳在行动: campaigns in which banks meet firms, and what becomes of it.</summary>
public sealed class CampaignsModule : ISystemModule
{
    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModelPart<CampaignsModelPart>();
        services.AddSingleton<CampaignPolicy>();
        services.AddSingleton<CampaignDesk>();
        services.AddSingleton<EventDesk>();
        services.AddSingleton<ContactDesk>();
        services.AddSingleton<Import.ContactImport>();
        services.AddSingleton<CampaignBook>();
        services.AddSingleton<CampaignNames>();
        services.AddSingleton<Api.CampaignExports>();
        services.AddSingleton<CampaignInbox>();
        services.AddSingleton<FindWaiting>(static provider => provider.GetRequiredService<CampaignInbox>().OfAsync);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        Api.CampaignEndpoints.Map(routes);
        Api.CampaignExports.Map(routes);
    }
}
