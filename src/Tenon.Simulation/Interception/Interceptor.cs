namespace Tenon.Simulation.Interception;

/// <summary>Stands between a process and its surroundings: what it does with a call is what becomes of it.</summary>
public abstract class Interceptor
{
    /// <summary>A call that is awaited.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="site">What is asked.</param>
    /// <param name="subject">Of what, for people; empty where the site says it all.</param>
    /// <param name="call">Does it.</param>
    /// <returns>The answer.</returns>
    public abstract ValueTask<T> CallAsync<T>(CallSite site, string subject, Func<ValueTask<T>> call);

    /// <summary>A call that nobody awaits: it can fail, and not be late.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="site">What is asked.</param>
    /// <param name="subject">Of what, for people.</param>
    /// <param name="call">Does it.</param>
    /// <returns>The answer.</returns>
    public abstract T Call<T>(CallSite site, string subject, Func<T> call);

    /// <summary>A call without an answer.</summary>
    internal async ValueTask DoAsync(CallSite site, string subject, Func<ValueTask> call) => await CallAsync(site, subject, async () =>
    {
        await call();
        return true;
    });
}
