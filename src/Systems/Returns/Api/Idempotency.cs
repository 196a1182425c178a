using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.Returns.Api;

/// <summary>A request body of the API; part of what an Idempotency-Key stands for.</summary>
internal interface IRequestBody;

/// <summary>
/// Every write carries an Idempotency-Key: the same key with the same request gets the same reply, with another
/// request a
/// refusal. A plain form of another site cannot set the header, so that it also keeps forged requests out.
/// </summary>
internal sealed class Idempotency(
    IDbContextFactory<OperationsContext> contexts, FilingLimits limits, TimeProvider time) : IEndpointFilter
{
    public const string Header = "Idempotency-Key";

    private const int LongestKey = 200;
    private const int Running = 0;
    private static readonly TimeSpan GivenUp = TimeSpan.FromMinutes(10);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.Request.Headers[Header].FirstOrDefault() is not { Length: > 0 and <= LongestKey } key)
            return ApiReply.BadRequest(Header);
        var reply = new IdempotentReply
        {
            Account = Viewers.Of(http).AccountName,
            Key = key,
            RequestSha256 = Hash(http, context.Arguments),
            Status = Running,
            Body = string.Empty,
            At = time.Now(),
        };
        if (await BeginAsync(reply, http.RequestAborted) is { } earlier)
            return earlier;
        var done = false;
        try
        {
            var result = await next(context) as ApiReply
                ?? throw new InvalidOperationException("A write of the API replies with ApiReply.");
            if (result.Status < StatusCodes.Status500InternalServerError)
                await EndAsync(reply, result);
            done = result.Status < StatusCodes.Status500InternalServerError;
            return result;
        }
        finally
        {
            if (!done)
                await ForgetAsync(reply);
        }
    }

    /// <summary>Forgets replies that are too old to be asked for again.</summary>
    public async Task TidyAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var old = time.Now() - limits.ReplyLifetime;
        await context.Set<IdempotentReply>().Where(r => r.At < old).ExecuteDeleteAsync(cancellationToken);
    }

    private static string Hash(HttpContext http, IList<object?> arguments)
    {
        var text = new StringBuilder($"{http.Request.Method} {http.Request.Path}");
        foreach (var body in arguments.OfType<IRequestBody>())
            text.Append('\n').Append(JsonSerializer.Serialize(body, body.GetType(), ApiReply.Json));
        text.Append('\n').Append(http.Request.ContentLength);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    // Null: this request is the first with its key and goes on.
    private async Task<ApiReply?> BeginAsync(IdempotentReply reply, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await FindAsync(context, reply, cancellationToken);
        if (known is { Status: Running } && known.At < time.Now() - GivenUp)
        {
            await ForgetAsync(known); // the server was killed in the middle: the operation itself is idempotent
            known = null;
        }

        if (known is null)
        {
            context.Add(reply);
            try
            {
                await context.SaveChangesAsync(cancellationToken);
                return null;
            }
            catch (DbUpdateException)
            {
                context.ChangeTracker.Clear();
                known = await FindAsync(context, reply, cancellationToken);
            }
        }

        if (known?.RequestSha256 != reply.RequestSha256)
        {
            return ApiReply.Problem(StatusCodes.Status422UnprocessableEntity, "FIL1034", new LocalizedText(
                "此幂等键已用于另一个请求，请换一个。", "This Idempotency-Key was used for another request; take a new one."));
        }

        return known.Status == Running
            ? ApiReply.Problem(StatusCodes.Status409Conflict, "FIL1035", new LocalizedText(
                "同一请求正在办理，请稍后再试。", "The same request is still running; ask again later."))
            : new ApiReply(known.Status, known.Body.Length > 0 ? known.Body : null);
    }

    private static Task<IdempotentReply?> FindAsync(
        OperationsContext context, IdempotentReply reply, CancellationToken cancellationToken) =>
        context.Set<IdempotentReply>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.Account == reply.Account && r.Key == reply.Key, cancellationToken);

    private async Task EndAsync(IdempotentReply reply, ApiReply result)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        var body = result.Body ?? string.Empty;
        await context.Set<IdempotentReply>().Where(r => r.Account == reply.Account && r.Key == reply.Key)
            .ExecuteUpdateAsync(
                r => r.SetProperty(x => x.Status, result.Status).SetProperty(x => x.Body, body), CancellationToken.None);
    }

    private async Task ForgetAsync(IdempotentReply reply)
    {
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        await context.Set<IdempotentReply>().Where(r => r.Account == reply.Account && r.Key == reply.Key && r.Status == Running)
            .ExecuteDeleteAsync(CancellationToken.None);
    }
}
