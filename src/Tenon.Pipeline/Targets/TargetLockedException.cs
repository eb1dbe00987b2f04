using System.Globalization;

namespace Tenon.Pipeline.Targets;

/// <summary>Another process is changing the target.</summary>
public sealed class TargetLockedException : Exception
{
    /// <summary>Names the target and the process.</summary>
    /// <param name="folder">The target's folder.</param>
    /// <param name="processId">The process; null if it is not known.</param>
    public TargetLockedException(string folder, int? processId)
        : base(string.Create(CultureInfo.InvariantCulture, $"{folder} is in use by process {processId?.ToString(CultureInfo.InvariantCulture) ?? "(unknown)"}; wait for it, or stop it")) =>
        (Folder, ProcessId) = (folder, processId);

    /// <summary>The target's folder.</summary>
    public string Folder { get; }

    /// <summary>The process that holds the lock; null if it is not known.</summary>
    public int? ProcessId { get; }
}
