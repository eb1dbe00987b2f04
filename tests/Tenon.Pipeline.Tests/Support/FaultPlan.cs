using Tenon.Metastore;
using Tenon.Simulation.Interception;
using Tenon.Storage;

namespace Tenon.Pipeline.Tests.Support;

/// <summary>What happens at the chosen operation.</summary>
public enum Fault
{
    /// <summary>The process dies before the operation: nothing happens from there on.</summary>
    DeathBefore,

    /// <summary>The process dies after the operation, before it learns of it.</summary>
    DeathAfter,

    /// <summary>The operation fails and does nothing; the process goes on.</summary>
    ErrorBefore,

    /// <summary>The operation succeeds, but an error is reported; the process goes on.</summary>
    ErrorAfter,
}

/// <summary>Counts operations on store and metastore together, and strikes at one of them. A dead process does nothing more.</summary>
internal sealed class FaultPlan(int strikeAt, Fault fault) : Interceptor
{
    private bool _isDead;

    /// <summary>Operations so far.</summary>
    public int Count { get; private set; }

    /// <summary>What it struck, for messages; empty if it has not.</summary>
    public string Struck { get; private set; } = "";

    /// <summary>Called with the name of each operation before it; what it throws is what becomes of the operation.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Called when the process dies.</summary>
    public Action? OnDeath { get; set; }

    /// <summary>Strikes at the first operation of this name, whatever goes on beside it; null to go by the number.</summary>
    public string? StruckName { get; init; }

    /// <summary>Never strikes.</summary>
    public static FaultPlan None() => new(0, default);

    /// <summary>The process dies here and now.</summary>
    /// <returns>What is to be thrown.</returns>
    public ProcessDiedException Die()
    {
        _isDead = true;
        OnDeath?.Invoke();
        return new ProcessDiedException();
    }

    public override ValueTask<T> CallAsync<T>(CallSite site, string subject, Func<ValueTask<T>> call) => Call(site, subject, call);

    /// <summary>What has read itself into an object goes on with what it has; only opening it fails.</summary>
    public override T Call<T>(CallSite site, string subject, Func<T> call) =>
        site == CallSite.Read ? call()
        : CallSites.IsOfMetastore(site) ? Metastore(CallSites.NameOf(site), call)
        : Store($"{CallSites.NameOf(site)} {subject}".TrimEnd(), call);

    public T Run<T>(string operation, Func<T> run, Func<string, bool, Exception> error)
    {
        if (_isDead)
        {
            throw new ProcessDiedException();
        }

        Before?.Invoke(operation);
        Count++;
        if (StruckName is null ? Count != strikeAt : operation != StruckName || Struck.Length > 0)
        {
            return run();
        }

        Struck = $"operation {Count}, {operation}, {fault}";
        if (fault is Fault.DeathAfter or Fault.ErrorAfter)
        {
            run();
        }

        throw fault is Fault.DeathBefore or Fault.DeathAfter ? Die() : error($"injected into {operation}", fault == Fault.ErrorAfter);
    }

    public T Store<T>(string operation, Func<T> run) => Run(operation, run, (message, _) => new StorageException(StorageError.Other, message));

    /// <summary>An error of the metastore after the fact is one whose outcome nobody knows.</summary>
    public T Metastore<T>(string operation, Func<T> run) =>
        Run(operation, run, (message, isApplied) => new MetastoreException(isApplied ? MetastoreError.OutcomeUnknown : MetastoreError.NotApplied, message));
}

/// <summary>Stands for SIGKILL: nothing in the program may catch it to go on, and if something does, nothing works any more.</summary>
internal sealed class ProcessDiedException : Exception;
