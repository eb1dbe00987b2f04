using Tenon.Metastore;
using Tenon.Simulation.Faults;
using Tenon.Simulation.Interception;
using Tenon.Storage;

namespace Tenon.Simulation.Worlds;

/// <summary>Everything that one process asks of its surroundings passes here: it takes time, what is scheduled goes wrong, and of a dead process nothing comes any more.</summary>
internal sealed class ProcessGate(SimulatedWorld world, SimulatedProcess process) : Interceptor
{
    public override async ValueTask<T> CallAsync<T>(CallSite site, string subject, Func<ValueTask<T>> call)
    {
        await RequireLifeAsync();
        Fault? fault = Begin(site, subject);
        await Task.Delay(world.DrawLatency(), world.Clock);
        await RequireLifeAsync();
        switch (fault?.Kind)
        {
            case FaultKind.DieBefore:
                return await DieAsync<T>();
            case FaultKind.DieAfter:
                await call();
                return await DieAsync<T>();
            case FaultKind.DieAhead:
                world.Kill(process);
                await Task.Delay(world.DrawMinutes(20), world.Clock);
                await call(); // Whatever becomes of it, nobody hears it.
                return await DieAsync<T>();
            case FaultKind.LosePower:
                world.LosePower();
                return await DieAsync<T>();
            case FaultKind.Throttle:
                throw ErrorOf(site, isDone: false, "throttled");
            case FaultKind.FillDisk:
                world.FillDisk();
                break;
            case FaultKind.Tear:
                world.TearImport();
                break;
            case FaultKind.JumpClock:
                process.Clock.Error = world.DrawMinutes(120) - TimeSpan.FromHours(1);
                break;
            case FaultKind.BeginRival:
                world.BeginRival();
                break;
            case FaultKind.Terminate:
                process.Terminate();
                break;
        }

        T answer = await AnswerAsync(call);
        await RequireLifeAsync();
        if (fault?.Kind == FaultKind.LoseReply)
        {
            throw ErrorOf(site, isDone: true, "the connection was lost");
        }

        await Task.Delay(fault?.Kind == FaultKind.DelayReply ? world.DrawMinutes(20) : world.DrawLatency(), world.Clock);
        await RequireLifeAsync();
        return answer;
    }

    public override T Call<T>(CallSite site, string subject, Func<T> call)
    {
        if (process.IsDead)
        {
            throw new ProcessDiedException();
        }

        switch (Begin(site, subject)?.Kind)
        {
            case FaultKind.DieBefore:
                world.Kill(process);
                throw new ProcessDiedException();
            case FaultKind.DieAfter:
                call();
                world.Kill(process);
                throw new ProcessDiedException();
            case FaultKind.Throttle:
                throw ErrorOf(site, isDone: false, "throttled");
            case FaultKind.Rot:
                world.Rot(ObjectKey.Parse(subject));
                return call();
            default:
                return call();
        }
    }

    /// <summary>An error takes as long to arrive as an answer.</summary>
    private async ValueTask<T> AnswerAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch
        {
            await RequireLifeAsync();
            await Task.Delay(world.DrawLatency(), world.Clock);
            await RequireLifeAsync();
            throw;
        }
    }

    private Fault? Begin(CallSite site, string subject)
    {
        Fault? fault = world.Faults.Next(site);
        world.Write($"{process.Name} {CallSites.NameOf(site)} {subject}{(fault is null ? "" : $" <- {fault}")}");
        return fault;
    }

    private async ValueTask<T> DieAsync<T>()
    {
        world.Kill(process);
        await Never;
        throw new ProcessDiedException();
    }

    /// <summary>What a dead process awaits never comes.</summary>
    private async ValueTask RequireLifeAsync()
    {
        if (process.IsDead)
        {
            await Never;
        }
    }

    private static Task Never => new TaskCompletionSource().Task;

    private static Exception ErrorOf(CallSite site, bool isDone, string reason)
    {
        string message = $"{CallSites.NameOf(site)}: {reason} (simulated)";
        return !CallSites.IsOfMetastore(site) ? new StorageException(StorageError.Other, message)
            : new MetastoreException(isDone && CallSites.IsChange(site) ? MetastoreError.OutcomeUnknown : MetastoreError.NotApplied, message);
    }
}

/// <summary>Stands for SIGKILL where a process cannot be left waiting: nothing in the program may catch it to go on, and if something does, nothing works any more.</summary>
internal sealed class ProcessDiedException : Exception;
