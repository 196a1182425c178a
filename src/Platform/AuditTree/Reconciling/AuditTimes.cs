using System.Linq.Expressions;
using Huoshui.Operations;

namespace Huoshui.AuditTree.Reconciling;

/// <summary>Audit rows whose number of microseconds is a time at all: others cannot be read as rows.</summary>
internal static class AuditTimes
{
    /// <summary>It is between the years 1 and 9999.</summary>
    public static readonly Expression<Func<AuditEntry, bool>> IsTime =
        e => e.At >= DateTimeOffset.MinValue && e.At <= DateTimeOffset.MaxValue;

    /// <summary>It is not.</summary>
    public static readonly Expression<Func<AuditEntry, bool>> IsNone =
        e => e.At < DateTimeOffset.MinValue || e.At > DateTimeOffset.MaxValue;
}
