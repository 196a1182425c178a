using Huoshui.Diagnostics;

namespace Huoshui.Policies.Notices;

/// <summary>提醒的种类, as a pack's <c>notices.yaml</c> declares it. Immutable, thread safe.</summary>
/// <param name="Code">System and event: <c>visits.assigned</c>.</param>
/// <param name="Title">What happened, for example 新分派的融资需求; names nobody.</param>
/// <param name="IsUrgent">Told at once, within the hourly limit, and not with the next digest.</param>
/// <param name="For">Roles that it may concern; they can switch it off by channel.</param>
public sealed record NoticeKind(string Code, LocalizedText Title, bool IsUrgent, IReadOnlyList<string> For);
