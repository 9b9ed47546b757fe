namespace Logos.AppHost.Without;

/// <summary>In place of the application, where it was built without Aspire: says what is missing, and how to get it.</summary>
internal static class Program
{
    public const int IsMissing = 3;

    private const string What = """
        Logos.AppHost was built without Aspire (-p:LogosAspire=false): there is no application in it and no dashboard.

          missing   Aspire.AppHost.Sdk, Aspire.Hosting.PostgreSQL, Aspire.Hosting.RabbitMQ and Aspire.Hosting.Redis, 13.5.2
          get it    have them in a package feed that `dotnet nuget list source` shows, as nuget.org has, and build without -p:LogosAspire=false
          meanwhile dotnet run --project Logos.Cli -- up                            all of Logos in one process
                    dotnet run --project Logos.Cli -- up --distributed --servers    each service in its own, over this machine's servers

        """;

    private static int Main()
    {
        Console.Error.Write(What);
        return IsMissing;
    }
}
