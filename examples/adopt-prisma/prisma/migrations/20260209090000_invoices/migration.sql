-- CreateTable
CREATE TABLE "Invoice" (
    "number" SERIAL NOT NULL,
    "orderId" INTEGER NOT NULL,
    "issuedOn" DATE NOT NULL,

    CONSTRAINT "Invoice_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE UNIQUE INDEX "Invoice_orderId_key" ON "Invoice"("orderId");

-- AddForeignKey
ALTER TABLE "Invoice" ADD CONSTRAINT "Invoice_orderId_fkey" FOREIGN KEY ("orderId") REFERENCES "Order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
