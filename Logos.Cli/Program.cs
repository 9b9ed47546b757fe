System.Console.WriteLine("logos");
