using Huoshui.Operations;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Portal.SignIn;

/// <summary>Writes who signed in, who failed and who was locked out into the audit log.</summary>
internal sealed class SignInLog(IDbContextFactory<OperationsContext> contexts)
{
    /// <summary>What stands for somebody who gave a name that nobody has: people type passwords into the wrong
    /// box.</summary>
    public const string Unknown = "未知";

    public async Task WriteAsync(string actor, string action, object? detail, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Audit(actor, action, $"account/{actor}", detail);
        await context.SaveChangesAsync(cancellationToken);
    }
}
