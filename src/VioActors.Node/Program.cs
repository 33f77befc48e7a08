Console.WriteLine("vio");
