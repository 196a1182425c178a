using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Huoshui.Notices;

/// <summary>Registers notices to people.</summary>
public static class NoticeServices
{
    /// <summary>Adds notices; systems add <see cref="FindStanding"/> and <see cref="TellTheDay"/>, and call
    /// <see cref="NoticePost"/> in their transactions.</summary>
    public static IServiceCollection AddNotices(this IServiceCollection services, NoticeOptions options)
    {
        services.AddNoticePost();
        services.AddDataProtection();
        services.AddSingleton(options);
        services.AddSingleton<NoticeBook>();
        services.AddSingleton<ChannelDesk>();
        services.AddSingleton<StandingNotices>();
        services.AddSingleton<DigestMaker>();
        services.AddSingleton<DeliveryQueue>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<MessageWords>();
        services.AddSingleton<NoticeSender>();
        services.AddSingleton(static p => new MailTest(
            p.GetRequiredService<MailSender>(), p.GetRequiredService<NoticeOptions>(),
            p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static p => new NoticeRun(
            p.GetRequiredService<IDbContextFactory<OperationsContext>>(), p.GetServices<TellTheDay>(),
            p.GetRequiredService<NoticePolicy>(), p.GetRequiredService<NoticeOptions>(),
            p.GetRequiredService<DigestMaker>(), p.GetRequiredService<DeliveryQueue>(),
            p.GetRequiredService<NoticeSender>(), p.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds what a system needs to write notices, and no more. Adding it twice is harmless.</summary>
    public static IServiceCollection AddNoticePost(this IServiceCollection services)
    {
        services.AddModelPart<NoticesPart>();
        services.TryAddSingleton<NoticePolicy>();
        services.TryAddSingleton<NoticePost>();
        return services;
    }

    /// <summary>Makes this process make and send messages while its host runs.</summary>
    public static IServiceCollection AddNoticeWorker(this IServiceCollection services)
    {
        services.AddHostedService<NoticeWorker>();
        return services;
    }
}
